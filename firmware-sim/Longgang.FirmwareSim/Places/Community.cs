namespace Longgang.FirmwareSim.Places;

/// <summary>A community (社区) of the district.</summary>
/// <param name="Code">12 digits; the first 9 are the street's.</param>
/// <param name="Name">The name of its residents' committee.</param>
/// <param name="Street">The name of its street.</param>
public sealed record Community(string Code, string Name, string Street);
