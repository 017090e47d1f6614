package io.tandem.platform.control;

import java.util.List;

/** {@code system.*}: introspection as XML-RPC clients know it. */
record SystemCommands(CommandTable table) implements ControlCommands {
    @Override public List<ControlCommand> commands() {
        return List.of(
            ControlCommand.of("system.listMethods", "system.listMethods: the names of all commands.", _ -> table.names()),
            ControlCommand.of("system.methodHelp", "system.methodHelp NAME: what the command does.", p -> command(p).help()),
            ControlCommand.of("system.methodSignature",
                "system.methodSignature NAME: always 'undef', since commands take parameters of several types (XML-RPC introspection).",
                this::signature));
    }

    private Object signature(ControlParameters parameters) throws ControlFault {
        command(parameters);
        return "undef";
    }

    private ControlCommand command(ControlParameters parameters) throws ControlFault {
        String name = parameters.text(0, "name");
        return table.named(name).orElseThrow(() -> ControlFault.notFound("no command '" + name + "'"));
    }
}
