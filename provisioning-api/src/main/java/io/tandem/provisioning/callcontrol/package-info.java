/** Click-to-dial: the resource {@code callcontrols}, and the B2BUA's control port behind it ({@code provisioning.md} §1.12, §1.13). */
@NullMarked
package io.tandem.provisioning.callcontrol;

import org.jspecify.annotations.NullMarked;
