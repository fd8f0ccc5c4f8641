namespace Longgang.Edge.Core.Lanes;

/// <summary>What a lane's own figures say about its future. Nothing here is a promise: it is today's rate, carried on.</summary>
/// <param name="BytesPerSecond">What it takes in: the higher of the last minutes' and the last day's mean. Null: watched for too short a time.</param>
/// <param name="Holds">How long the room that is free lasts at that rate when nothing leaves: what the box would survive without its uplink. Null: unknown, or nothing comes in.</param>
/// <param name="FullIn">When it will be full as things go now, what leaves taken off. Null: it does not grow.</param>
public readonly record struct LaneForecast(double? BytesPerSecond, TimeSpan? Holds, TimeSpan? FullIn);
