package io.tandem.platform.control;

import java.util.List;

/** The commands of one feature. */
@FunctionalInterface
public interface ControlCommands {
    List<ControlCommand> commands();
}
