/** Prepaid callers (signalling.md §2.19, §3.5): who has no credit cannot call, and a call ends when the credit does. */
@NullMarked
package io.tandem.proxy.credit;

import org.jspecify.annotations.NullMarked;
