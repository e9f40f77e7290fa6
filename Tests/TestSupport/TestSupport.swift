// SPDX-License-Identifier: Apache-2.0
/// What the tests of every room share.
package enum TestSupport {}
