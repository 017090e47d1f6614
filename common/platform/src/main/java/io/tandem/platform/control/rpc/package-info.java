/** XML-RPC (xmlrpc.com/spec) and JSON-RPC 2.0 (jsonrpc.org/specification): calls and answers as bytes. Used by {@code http} and by clients. */
@NullMarked
package io.tandem.platform.control.rpc;

import org.jspecify.annotations.NullMarked;
