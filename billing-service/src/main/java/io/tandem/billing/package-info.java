/** Billing service: turns accounting rows of the proxies into call detail records. Spring wiring only; see the packages below. */
@NullMarked
package io.tandem.billing;

import org.jspecify.annotations.NullMarked;
