namespace Longgang.FirmwareSim.Speakers.Playing;

/// <summary>What a <see cref="SpeakerLink"/> does to its connection.</summary>
public interface ISpeakerWire
{
    /// <summary>Open a connection; the outcome comes back as Connected or Disconnected.</summary>
    void Connect();

    /// <summary>Close the connection; Disconnected follows.</summary>
    void Close(string reason);

    /// <summary>Publish the receipt at QoS 1.</summary>
    void PublishReceipt(in SpeakerReceipt receipt, ushort packetId, bool again);

    /// <summary>Publish the keep-alive at QoS 1, retained.</summary>
    void PublishState(ushort packetId, int buffered);

    /// <summary>The box said that it keeps the receipt.</summary>
    void Kept(in SpeakerReceipt receipt);

    /// <summary>The box said that it does not want the receipt.</summary>
    void Refused(in SpeakerReceipt receipt, byte code);

    /// <summary>The queue was full, and its oldest receipt is gone.</summary>
    void Dropped(in SpeakerReceipt receipt);

    /// <summary>The power is back.</summary>
    void PoweredUp();
}
