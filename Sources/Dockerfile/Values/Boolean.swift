// SPDX-License-Identifier: Apache-2.0

/// Yes and no as Go's strconv.ParseBool has them.
enum Boolean {
  static func parse(_ text: String) -> Bool? {
    switch text {
    case "1", "t", "T", "true", "TRUE", "True": true
    case "0", "f", "F", "false", "FALSE", "False": false
    default: nil
    }
  }
}
