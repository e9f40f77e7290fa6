// SPDX-License-Identifier: Apache-2.0

/// The option tables of a command line.
package enum OptionTable {}
