/** What prepaid customers can pay for, and what calls in progress have set aside of it ({@code provisioning.md} §5.4, signalling.md §3.5). */
@NullMarked
package io.tandem.data.credit;

import org.jspecify.annotations.NullMarked;
