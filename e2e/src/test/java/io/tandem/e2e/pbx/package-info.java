/** What colleagues of a cloud PBX hear, through the whole switch. */
package io.tandem.e2e.pbx;
