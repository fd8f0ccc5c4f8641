namespace Longgang.Cloud.Service.Audio;

/// <summary>Why a recording is not kept.</summary>
/// <param name="Status">HTTP status: 400, 413 or 507.</param>
/// <param name="Why">What is wrong with it.</param>
/// <param name="Todo">What to do about it.</param>
internal sealed record AudioRefusal(int Status, string Why, string Todo);
