/**
 * What calls cost ({@code provisioning.md} §5.3): which billing profile holds, which of its fees, how the price grows with the length of a call. Pure but
 * for the queries. Money is cents, rates are cents a second. Rating, call set-up and the order of peers reckon with the same code.
 */
@NullMarked
package io.tandem.data.tariff;

import org.jspecify.annotations.NullMarked;
