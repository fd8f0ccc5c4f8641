using Longgang.Cloud.Core.Announcements;

namespace Longgang.Cloud.Service.Api;

/// <summary>Why something cannot be done with an announcement.</summary>
/// <param name="Field">The field of the document; empty: not about a field.</param>
/// <param name="What">What is wrong, and why that matters.</param>
/// <param name="Todo">What to do about it.</param>
public sealed record AnnouncementProblemJson(string Field, string What, string Todo)
{
    /// <summary>The JSON of a problem.</summary>
    public static AnnouncementProblemJson Of(AnnouncementProblem problem) => new(problem.Field, problem.What, problem.Todo);
}
