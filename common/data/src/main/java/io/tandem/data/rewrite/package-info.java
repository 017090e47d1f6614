/** Number normalisation by rewrite rule sets ({@code signalling.md} §2.14): one code for calls and for the API's {@code applyrewrites}. */
@NullMarked
package io.tandem.data.rewrite;

import org.jspecify.annotations.NullMarked;
