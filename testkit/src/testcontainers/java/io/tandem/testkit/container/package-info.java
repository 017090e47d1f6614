/** Tests against servers in containers; compiled with {@code -Ptestcontainers} only. */
package io.tandem.testkit.container;
