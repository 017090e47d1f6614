package io.tandem.cli.ctl;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;

import io.tandem.platform.control.ControlFault;
import io.tandem.platform.control.rpc.ControlClient;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code tandem ctl ELEMENT COMMAND [ARGUMENT...]}. */
@Command(name = "ctl", mixinStandardHelpOptions = true, description = {"Runs a control command of a running service.",
    "'tandem ctl lb system.listMethods' lists the commands, 'tandem ctl lb system.methodHelp NAME' explains one.",
    "'tandem ctl lb trace CALL-ID|IP' shows messages while they pass, secrets masked.",
    "'tandem ctl relay list|show|explain|kill|stats|role' is about calls and their media.",
    "Digits are sent as a number; s:123 is the text 123. The word 'fifo' before a command is ignored, as scripts written for ngcp-kamctl have it."})
public final class CtlCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "ELEMENT", converter = Element.Converter.class, description = "lb, proxy or relay")
    private Element element = Element.LB;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "COMMAND [ARGUMENT...]", description = "for example htable.dump ipban")
    private List<String> words = List.of();

    @Option(names = "--json", description = "print the result as JSON; a trace as an object a line")
    private boolean json;

    @Option(names = "--at", paramLabel = "HOST:PORT", description = "control port; else as the config file has it, else of this host")
    private String at = "";

    @Option(names = "--seconds", defaultValue = "60", description = "of a trace: how long (default ${DEFAULT-VALUE})")
    private int seconds;

    @Option(names = "--full", description = "of a trace: whole messages")
    private boolean full;

    /** 0 done, 1 refused or not reached (the reason on standard error), 2 wrong usage. */
    @Override public Integer call() throws IOException, InterruptedException {
        List<String> command = words.getFirst().equals("fifo") ? words.subList(1, words.size()) : words;
        if (command.isEmpty()) {
            throw new ParameterException(commandLine(), "which command? 'tandem ctl lb system.listMethods' lists them");
        }
        try (ControlClient client = new ControlClient(at.isEmpty() ? element.address(Settings.ofThisNode()) : at, PATIENCE)) {
            run(client, command.getFirst(), command.subList(1, command.size()));
            return 0;
        } catch (ControlFault fault) {
            commandLine().getErr().println("error: " + fault.code() + " - " + fault.text());
            return 1;
        }
    }

    private void run(ControlClient client, String command, List<String> arguments) throws IOException, InterruptedException, ControlFault {
        if (command.equals("trace")) {
            trace(client, arguments);
            return;
        }
        Object result = client.call(command, Arguments.typed(arguments));
        PrintWriter out = commandLine().getOut();
        out.print(json ? JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(result) + "\n" : IndentedText.of(result));
        out.flush();
    }

    private void trace(ControlClient client, List<String> arguments) throws IOException, InterruptedException, ControlFault {
        if (arguments.size() != 1) {
            throw new ParameterException(commandLine(), "trace of what? One Call-ID or IP address");
        }
        TraceView.Form form = json ? TraceView.Form.JSON : full ? TraceView.Form.WHOLE : TraceView.Form.LINES;
        new TraceView(client, commandLine().getOut(), form, ZoneId.systemDefault()).show(arguments.getFirst(), seconds);
    }

    private CommandLine commandLine() {
        return spec.commandLine();
    }
}
