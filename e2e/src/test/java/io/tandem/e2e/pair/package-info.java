/** The whole suite on both nodes of a pair, in the lab. */
@org.jspecify.annotations.NullMarked package io.tandem.e2e.pair;
