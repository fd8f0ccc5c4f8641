using System.Security.Cryptography;
using Google.Protobuf;
using Longgang.Contracts.Commands;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Lanes;
using Longgang.Edge.Core.Security;
using Longgang.Edge.Core.Time;
using Longgang.Edge.Gateway.Announcements;
using Microsoft.Extensions.Logging.Abstractions;

namespace Longgang.Edge.Gateway.Tests.Announcements;

/// <summary>What the gate does not let through: nothing of it reaches the desk, which is not there.</summary>
public sealed class CommandGateTests : IDisposable, IClockQuality, ISecurityReporter
{
    private readonly ECDsa _cloud = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly CommandKeys _keys = new();
    private readonly AlertLane _lane = new();
    private readonly List<(SecurityKind Kind, string Detail)> _reported = [];

    public CommandGateTests() => Assert.Null(_keys.Add("cloud", _cloud.ExportSubjectPublicKeyInfoPem()));

    public ClockQuality Current => ClockQuality.Synchronized;

    public void Dispose()
    {
        _cloud.Dispose();
        _stranger.Dispose();
        _keys.Dispose();
    }

    void ISecurityReporter.Report(SecurityKind kind, string device, string detail) => _reported.Add((kind, detail));

    [Fact]
    public async Task Take_SignedByAStranger_IsAnIncidentAndNotAnswered()
    {
        await Gate().TakeAsync(CommandSignature.Sign(Senseless(), "cloud", _stranger).ToByteArray(), TestContext.Current.CancellationToken);
        Assert.Equal((SecurityKind.CommandForged, CommandFailure.BadSignature), Assert.Single(_reported));
        Assert.Empty(_lane.Appended);
    }

    [Fact]
    public async Task Take_SignedAndSenseless_IsAnsweredWithWhatIsWrong()
    {
        Command command = Senseless();
        await Gate().TakeAsync(CommandSignature.Sign(command, "cloud", _cloud).ToByteArray(), TestContext.Current.CancellationToken);
        CommandReceipt receipt = Assert.Single(_lane.Appended).CommandReceipt;
        Assert.Equal((command.Id, CommandStatus.Refused), (receipt.Command, receipt.Status));
        Assert.StartsWith(CommandFailure.Inconsistent, receipt.Reason, StringComparison.Ordinal);
        Assert.Empty(_reported);
    }

    [Fact]
    public async Task Take_LaneIsFull_IsToBeToldAgain()
    {
        _lane.Refuses = true;
        await Assert.ThrowsAsync<IOException>(() =>
            Gate().TakeAsync(CommandSignature.Sign(Senseless(), "cloud", _cloud).ToByteArray(), TestContext.Current.CancellationToken).AsTask());
    }

    [Theory]
    [InlineData("no key")]
    [InlineData("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----")]
    public void Keys_NoPublicKey_SaysWhatIsWrong(string pem) => Assert.Contains("BEGIN PUBLIC KEY", _keys.Add("other", pem), StringComparison.Ordinal);

    [Fact]
    public void Keys_OtherCurve_SaysHowToMakeOne()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        Assert.Contains("prime256v1", _keys.Add("other", key.ExportSubjectPublicKeyInfoPem()), StringComparison.Ordinal);
        Assert.Null(_keys.Find("other"));
    }

    private static Command Senseless() => new() { Major = WireVersion.Major, Id = ByteString.CopyFrom(new byte[16]), IssuedUnixUs = 1, ExpiresUnixUs = 2 };

    private CommandGate Gate() => new(_keys, null!, _lane, new EventStamper(TimeProvider.System, this), this, NullLogger<CommandGate>.Instance);

    private sealed class AlertLane : ILane
    {
        public List<Event> Appended { get; } = [];

        public bool Refuses { get; set; }

        public Lane Kind => Lane.Alert;

        public LaneSnapshot Snapshot => throw new NotSupportedException();

        public IReadOnlyDictionary<string, DeviceCursor> RecoveredCursors => throw new NotSupportedException();

        public ValueTask<ulong> AppendAsync(Event item, CancellationToken cancellationToken)
        {
            if (Refuses)
            {
                throw new LaneFullException(Kind, 1, 1);
            }

            Appended.Add(item);
            return ValueTask.FromResult((ulong)Appended.Count);
        }

        public ValueTask<StoredBatch?> ReadAfterAsync(ulong sequence, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask WaitForBatchAsync(ulong sequence, CancellationToken cancellationToken) => throw new NotSupportedException();

        public void Acknowledge(OutboxId outbox, ulong firstSequence, uint count) => throw new NotSupportedException();
    }
}
