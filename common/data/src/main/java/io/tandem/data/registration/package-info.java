/**
 * What happens to bindings, told once: whoever makes or removes one in Redis says so in the same script, and bindings that expire are found by their
 * end. Registrars and provisioning write, the REST API reads.
 */
@NullMarked
package io.tandem.data.registration;

import org.jspecify.annotations.NullMarked;
