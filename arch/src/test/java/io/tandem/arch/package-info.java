/** Rules over all modules: what may depend on what, how large things may grow, how they are named. */
package io.tandem.arch;
