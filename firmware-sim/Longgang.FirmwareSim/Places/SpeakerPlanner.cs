using System.Globalization;
using Longgang.FirmwareSim.People;

namespace Longgang.FirmwareSim.Places;

/// <summary>Spreads loudspeakers over the real communities, and these over the gateways, as <see cref="FleetPlanner"/> does with sentinels.</summary>
public static class SpeakerPlanner
{
    private const double MetresPerDegree = 111_195; // of latitude, on a sphere
    private const double CommunityMetres = 2_000;
    private const double SiteMetres = 400;

    /// <summary>Returns the plan with loudspeakers.</summary>
    public static FleetPlan WithSpeakers(FleetPlan plan, SpeakerPlanOptions options)
    {
        var speakers = new SpeakerPlan[options.Count];
        var rtp = new RtpAllotment(options, plan.Gateways.Count);
        for (int i = 0; i < options.Count; i++)
        {
            int community = CommunityOf(i, options.Count);
            int gateway = (int)((long)i * plan.Gateways.Count / options.Count);
            string id = string.Create(CultureInfo.InvariantCulture, $"speaker-{i + 1:D4}");
            (double latitude, double longitude) = PlaceOf(options.Seed, community, i);
            int neighbours = 1;
            while (i + neighbours < options.Count && CommunityOf(i + neighbours, options.Count) == community
                && (int)((long)(i + neighbours) * plan.Gateways.Count / options.Count) == gateway)
            {
                neighbours++;
            }

            (string Group, string Address, RtpPayload Payload)? line = rtp.Next(id, gateway, neighbours);
            speakers[i] = new SpeakerPlan(
                id, gateway, Communities.All[community].Code, FleetPlanner.NewSecret(),
                line is null ? SpeakerAdapter.Mqtt : SpeakerAdapter.Rtp, line?.Group ?? id, LabelsOf(options.Seed, i),
                latitude, longitude, line is null ? LanguagesOf(options.Seed, i) : [], line?.Address, line?.Payload);
        }

        return plan with { Speakers = speakers };
    }

    private static int CommunityOf(int speaker, int count) => (int)((long)speaker * Communities.All.Count / count);

    private static (double Latitude, double Longitude) PlaceOf(int seed, int community, int speaker)
    {
        (double latitude, double longitude) = StreetCentres.Of(Communities.All[community].Code);
        (latitude, longitude) = Scatter(latitude, longitude, CommunityMetres, seed, community, 300);
        (latitude, longitude) = Scatter(latitude, longitude, SiteMetres, seed, speaker, 302);
        return (Math.Round(latitude, 6), Math.Round(longitude, 6));
    }

    // Even over a disc: the square root makes up for the small area near its middle.
    private static (double Latitude, double Longitude) Scatter(double latitude, double longitude, double radius, int seed, int who, int what)
    {
        double metres = radius * Math.Sqrt(SplitMix.Fraction(seed, who, what));
        (double north, double east) = Math.SinCos(Math.Tau * SplitMix.Fraction(seed, who, what + 1));
        return (
            latitude + (north * metres / MetresPerDegree),
            longitude + (east * metres / (MetresPerDegree * Math.Cos(latitude * Math.PI / 180))));
    }

    private static string[] LabelsOf(int seed, int speaker)
    {
        string place = SplitMix.Fraction(seed, speaker, 304) switch
        {
            < 0.55 => "residential",
            < 0.67 => "school",
            < 0.71 => "hospital",
            < 0.81 => "market",
            < 0.89 => "factory",
            < 0.96 => "park",
            _ => "station",
        };
        return SplitMix.Fraction(seed, speaker, 305) < 0.6 ? [place, "outdoor"] : [place];
    }

    private static string[] LanguagesOf(int seed, int speaker) => SplitMix.Fraction(seed, speaker, 306) switch
    {
        < 0.8 => ["zh-CN"],
        < 0.92 => ["zh-CN", "en"],
        _ => [],
    };

    /// <summary>Which speakers are on RTP, and which of these share an address.</summary>
    private sealed class RtpAllotment(SpeakerPlanOptions options, int gateways)
    {
        private readonly int[] _groups = new int[gateways];
        // In a small plan a community has fewer than a group.
        private readonly int _size = Math.Clamp(options.Count / Communities.All.Count, 1, options.GroupSize);
        private double _owed;
        private int _left;
        private int _run;
        private int _alone;
        private (string Group, string Address, RtpPayload Payload)? _shared;

        public (string Group, string Address, RtpPayload Payload)? Next(string id, int gateway, int neighbours)
        {
            // Error diffusion in runs of a group's size: a group is a site, so it stays within a community and a gateway.
            _owed += options.RtpShare;
            if (_left == 0 && _owed >= _size && neighbours >= _size)
            {
                _left = _size;
                _run++;
                _shared = _run % 2 == 1 ? Share(gateway) : null;
            }

            if (_left == 0)
            {
                return null;
            }

            _left--;
            _owed--;
            return _shared ?? (id, Alone(), _alone % 2 == 0 ? RtpPayload.L16 : RtpPayload.Pcmu);
        }

        private (string, string, RtpPayload) Share(int gateway)
        {
            int group = ++_groups[gateway];
            return (
                string.Create(CultureInfo.InvariantCulture, $"group-{gateway + 1:D3}-{group:D2}"),
                string.Create(CultureInfo.InvariantCulture, $"239.{options.MulticastScope}.{gateway + 1}.{group}:5004"),
                _run % 4 == 1 ? RtpPayload.Pcmu : RtpPayload.L16);
        }

        private string Alone() => string.Create(CultureInfo.InvariantCulture, $"{options.RtpAddress}:{options.RtpPort + (2 * _alone++)}");
    }
}
