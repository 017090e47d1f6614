package io.tandem.platform.control;

import java.util.List;

/**
 * One command of a service. Beans of this type are found by themselves; a feature with several declares one {@link ControlCommands}.
 *
 * <p>Called on a virtual thread, several at once: it may block, but what belongs to an event loop is reached by {@link LoopCall}.
 */
public interface ControlCommand {
    /** As Kamailio names it where Kamailio has it: {@code htable.dump}. */
    String name();

    /** What it does, and its parameters, for {@code system.methodHelp}. */
    String help();

    /**
     * Runs it.
     *
     * @param parameters {@code Long}, {@code Double}, {@code Boolean}, {@code String}, {@code java.time.Instant}, {@code byte[]},
     *     {@code List<Object>}, {@code Map<String, Object>}; {@code Optional.empty()} for nil. {@link ControlParameters} reads them
     * @return any of these; {@code Integer}, {@code Float}, enums, other collections and filled {@code Optional}s too
     */
    Object call(List<Object> parameters) throws ControlFault;

    /** What a command does. */
    @FunctionalInterface
    interface Body {
        Object call(ControlParameters parameters) throws ControlFault;
    }

    static ControlCommand of(String name, String help, Body body) {
        record Simple(String name, String help, Body body) implements ControlCommand {
            @Override public Object call(List<Object> parameters) throws ControlFault {
                return body.call(new ControlParameters(parameters));
            }
        }
        return new Simple(name, help, body);
    }
}
