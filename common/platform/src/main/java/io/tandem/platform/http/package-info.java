/** HTTP for operators and monitoring: the JDK's server, which is in every process anyway and small. */
@NullMarked
package io.tandem.platform.http;

import org.jspecify.annotations.NullMarked;
