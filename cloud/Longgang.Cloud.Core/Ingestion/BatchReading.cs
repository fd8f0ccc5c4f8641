using Longgang.Cloud.Core.Security;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Core.Ingestion;

/// <summary>What a received payload turned out to be: something for the store, or an answer at once.</summary>
/// <param name="Item">For the store, or null.</param>
/// <param name="Answer">The acknowledgement when nothing goes to the store, or null.</param>
/// <param name="Security">What an auditor would want to know, or null.</param>
public readonly record struct BatchReading(IngestItem? Item, Ack? Answer, SecurityRecord? Security);
