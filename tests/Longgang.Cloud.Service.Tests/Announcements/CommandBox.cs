using System.Buffers;
using System.Security.Cryptography;
using System.Threading.Channels;
using Google.Protobuf;
using Longgang.Contracts.Commands;
using Longgang.Contracts.Wire;
using MQTTnet;

namespace Longgang.Cloud.Service.Tests.Announcements;

/// <summary>A box with speakers: reads commands as a box does, and answers them in its alert lane.</summary>
internal sealed class CommandBox : IAsyncDisposable
{
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly Channel<(string Topic, Command Command)> _commands = Channel.CreateUnbounded<(string, Command)>();
    private readonly Channel<bool> _acks = Channel.CreateUnbounded<bool>();
    private readonly ECDsa _key;
    private readonly BatchFactory _lane;
    private ulong _next = 1;

    private CommandBox(string gateway, ECDsa key, UInt128 outbox) => (Gateway, _key, _lane) = (gateway, key, new BatchFactory(gateway, outbox, Lane.Alert));

    public string Gateway { get; }

    public bool HasCommand => _commands.Reader.Count > 0;

    public static async Task<CommandBox> ConnectAsync(CloudUnderTest cloud, ECDsa key, string gateway = "gw-001", byte outbox = 0xB1)
    {
        var box = new CommandBox(gateway, key, outbox);
        box._client.ApplicationMessageReceivedAsync += box.OnMessageAsync;
        await box._client.ConnectAsync(Box.Options(cloud, gateway, CloudUnderTest.Secret(gateway), gateway), TestContext.Current.CancellationToken);
        await box._client.SubscribeAsync(Topics.Ack(gateway), cancellationToken: TestContext.Current.CancellationToken);
        await box._client.SubscribeAsync(Topics.Down(gateway, Topics.Announcement), cancellationToken: TestContext.Current.CancellationToken);
        return box;
    }

    public Task SayOnlineAsync(byte boot = 1) => _client.PublishAsync(
        new MqttApplicationMessageBuilder().WithTopic(Topics.Status(Gateway)).WithRetainFlag()
            .WithPayload(new GatewayStatus { Major = 1, Online = true, BootId = ByteString.CopyFrom([.. new byte[15], boot]) }.ToByteArray()).Build(),
        TestContext.Current.CancellationToken);

    public Task SubscribeAsync(string topic) => _client.SubscribeAsync(topic, MQTTnet.Protocol.MqttQualityOfServiceLevel.AtLeastOnce, TestContext.Current.CancellationToken);

    /// <summary>Sends events as one batch and waits until they are committed.</summary>
    public async Task SendAsync(params IEnumerable<Event> events)
    {
        foreach (Event[] some in events.Chunk(200))
        {
            byte[] payload = BatchFactory.Encode(_lane.Make(_next, some));
            _next += (ulong)some.Length;
            await _client.PublishAsync(
                new MqttApplicationMessageBuilder().WithTopic(Topics.Up(Gateway, Lane.Alert)).WithPayload(payload).WithContentType(BatchProperties.ContentType)
                    .WithUserProperty(BatchProperties.Encoding, "zstd"u8.ToArray())
                    .WithUserProperty(BatchProperties.Checksum, System.Text.Encoding.UTF8.GetBytes(BatchProperties.FormatChecksum(Crc32C.Compute(payload))))
                    .WithQualityOfServiceLevel(MQTTnet.Protocol.MqttQualityOfServiceLevel.AtLeastOnce).Build(),
                TestContext.Current.CancellationToken);
            await _acks.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        }
    }

    public async Task<(string Topic, Command Command)> NextCommandAsync()
    {
        try
        {
            return await _commands.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"No command came to {Gateway} within 30 s.");
        }
    }

    /// <summary>The next one that is another one: what was not answered in time comes again.</summary>
    public async Task<Command> NextCommandAsync(Command besides)
    {
        Command next;
        do
        {
            next = (await NextCommandAsync()).Command;
        }
        while (next.Id.Equals(besides.Id));
        return next;
    }

    public static Event Answer(Command command, uint speakers, CommandStatus status = CommandStatus.Taken)
    {
        Event answer = BatchFactory.Answer(0, status, speakers);
        answer.CommandReceipt.Command = command.Id;
        return answer;
    }

    public static Event Receipt(Command command, string speaker, uint step, ReceiptState state, bool last = false, string reason = "")
    {
        Event receipt = BatchFactory.Receipt(0, speaker, step, state, last, reason);
        receipt.SpeakerReceipt.Announcement = (command.Play ?? command.Retract.Correction).Announcement;
        receipt.SpeakerReceipt.Command = command.Id;
        return receipt;
    }

    public async ValueTask DisposeAsync()
    {
        if (_client.IsConnected)
        {
            await _client.DisconnectAsync();
        }

        _client.Dispose();
    }

    private Task OnMessageAsync(MqttApplicationMessageReceivedEventArgs args)
    {
        byte[] payload = args.ApplicationMessage.Payload.ToArray();
        if (args.ApplicationMessage.Topic == Topics.Ack(Gateway))
        {
            foreach (Ack ack in Acks.Parser.ParseFrom(payload).Acks_)
            {
                Assert.Equal(AckStatus.Stored, ack.Status);
                _acks.Writer.TryWrite(true);
            }
        }
        else
        {
            Assert.True(CommandReader.TryRead(payload, name => name == AnnouncingCloud.KeyName ? _key : null, out Command? command, out string? problem), problem);
            _commands.Writer.TryWrite((args.ApplicationMessage.Topic, command!));
        }

        return Task.CompletedTask;
    }
}
