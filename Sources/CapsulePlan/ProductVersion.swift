// SPDX-License-Identifier: Apache-2.0

/// The version of capsule-oci and of bundle, which are released together (CHANGELOG.md).
package let productVersion = "0.1.0"
