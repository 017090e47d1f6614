/**
 * Control commands: what operators and other nodes can ask a running service. A feature contributes
 * {@link io.tandem.platform.control.ControlCommand} beans. The wire formats are in {@code rpc}, the way in is in {@code http}: XML-RPC as
 * the provisioning side and {@code kamcmd}'s users know it, and JSON-RPC 2.0, on one port of the internal network. Nothing here runs on an
 * event loop unless a command asks for it by {@link io.tandem.platform.control.LoopCall}.
 */
@NullMarked
package io.tandem.platform.control;

import org.jspecify.annotations.NullMarked;
