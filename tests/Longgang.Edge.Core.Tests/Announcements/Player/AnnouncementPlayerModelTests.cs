using CsCheck;

namespace Longgang.Edge.Core.Tests.Announcements.Player;

/// <summary>Whatever happens, nobody hears a thing twice or late, and everybody's end is told.</summary>
public sealed class AnnouncementPlayerModelTests
{
    [Fact]
    public void Player_KillsLossesLiesAndJumps_NobodyHearsTwiceOrLateAndEverybodyEnds() =>
        Gen.Select(Gen.Int, Gen.Int[5, 70]).Sample(
            (seed, steps) =>
            {
                var world = new ModelWorld(seed);
                try
                {
                    for (int i = 0; i < steps; i++)
                    {
                        world.Step();
                    }

                    world.Heal();
                    world.AssertTruth();
                }
                catch (Exception e)
                {
                    throw new InvalidOperationException($"{e.Message}{Environment.NewLine}{world.Story}", e);
                }
            },
            iter: 3000);
}
