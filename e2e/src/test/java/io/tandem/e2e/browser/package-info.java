/** Calls between a real browser and phones, through the whole switch. */
package io.tandem.e2e.browser;
