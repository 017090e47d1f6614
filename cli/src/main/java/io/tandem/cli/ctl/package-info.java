/** {@code tandem ctl}: control commands of running services, as {@code kamcmd} was used. */
@NullMarked
package io.tandem.cli.ctl;

import org.jspecify.annotations.NullMarked;
