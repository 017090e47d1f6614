/** Number normalisation: the resources {@code rewriterulesets}, {@code rewriterules} and {@code applyrewrites} ({@code signalling.md} §2.14). */
@NullMarked
package io.tandem.provisioning.rewrite;

import org.jspecify.annotations.NullMarked;
