using Longgang.Cloud.Service.Hosting;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

const int Configuration = 78; // EX_CONFIG of sysexits.h: supervisors must not restart in a loop.

try
{
    WebApplication app = CloudService.Build(args);
    app.Services.GetRequiredService<IStartupValidator>().Validate();
    await app.RunAsync();
    return 0;
}
catch (Exception e) when (ConfigurationErrors.Of(e) is { } errors)
{
    foreach (string error in errors)
    {
        await Console.Error.WriteLineAsync(error);
    }

    return Configuration;
}
catch (DatabaseInUseException e)
{
    // Like a port that is taken: whoever has it may go.
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}
catch (IOException e) when (e.InnerException is AddressInUseException)
{
    // Not a wrong configuration as such: whoever holds the port may go.
    await Console.Error.WriteLineAsync($"{e.Message} Stop what listens there, or set Broker:Endpoint or Api:Endpoint.");
    return 1;
}
