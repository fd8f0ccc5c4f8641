using Longgang.Contracts.Areas;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Core.Alerts;

/// <summary>Which alerts to list, newest first.</summary>
/// <param name="State">Only in this state.</param>
/// <param name="Area">Only in this area or below it.</param>
/// <param name="Category">Only of this category.</param>
/// <param name="Before">Only older than this <see cref="AlertSnapshot.Number"/>: the cursor of the page before.</param>
/// <param name="Limit">At most this many.</param>
public sealed record AlertQuery(AlertState? State, AreaCode? Area, AlertCategory? Category, long? Before, int Limit);
