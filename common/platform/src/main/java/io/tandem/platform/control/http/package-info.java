/** The control port: who may call, what is served over HTTP, and a listener for services that have none. Services with a control port import
 * {@link io.tandem.platform.control.http.ControlConfiguration}. */
@NullMarked
package io.tandem.platform.control.http;

import org.jspecify.annotations.NullMarked;
