/** What refusals are called and what callers are told instead (signalling.md §2.20, §2.21). */
@NullMarked
package io.tandem.proxy.refusal;

import org.jspecify.annotations.NullMarked;
