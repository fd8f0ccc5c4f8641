return await Longgang.Edge.Gateway.GatewayProgram.RunAsync(args, Console.Out, Console.Error).ConfigureAwait(false);
