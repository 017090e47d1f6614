/** Emergency calls: the number that peers route, the documents that go along, and short codes that home routers spoil (signalling.md §2.18). */
@NullMarked
package io.tandem.proxy.emergency;

import org.jspecify.annotations.NullMarked;
