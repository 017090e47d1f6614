/** Numbers that other carriers have: the resources {@code lnpcarriers} and {@code lnpnumbers} ({@code signalling.md} §2.17). */
@NullMarked
package io.tandem.provisioning.portability;

import org.jspecify.annotations.NullMarked;
