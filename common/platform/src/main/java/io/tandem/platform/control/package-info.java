/**
 * Control commands over HTTP: XML-RPC as the provisioning side and {@code kamcmd}'s users know it, and JSON-RPC 2.0, on one port of the
 * internal network. A service declares a {@code ControlEndpoint}; its features contribute
 * {@link io.tandem.platform.control.ControlCommand} beans. Nothing here runs on an event loop unless a command asks for it by
 * {@link io.tandem.platform.control.LoopCall}.
 */
@NullMarked
package io.tandem.platform.control;

import org.jspecify.annotations.NullMarked;
