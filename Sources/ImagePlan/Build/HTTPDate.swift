// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan

/// Dates as HTTP has them in headers (RFC 9110, section 5.6.7).
package enum HTTPDate {
  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

  /// Seconds since 1970 of `Sun, 06 Nov 1994 08:49:37 GMT`, or of the two older forms,
  /// `Sunday, 06-Nov-94 08:49:37 GMT` and `Sun Nov  6 08:49:37 1994`; nil for anything else.
  ///
  /// Some servers say UTC in place of GMT.
  package static func seconds(_ text: String) -> Int64? {
    var words = text.split { $0 == " " || $0 == "-" }.map(String.init)
    guard words.count >= 5, words[0].count >= 3 else { return nil }
    if !words[0].hasSuffix(",") {
      // Of C's asctime(3): the month before the day, the year at the end.
      guard words.count == 5 else { return nil }
      words = [words[0], words[2], words[1], words[4], words[3], "GMT"]
    }
    guard words.count == 6, words[5] == "GMT" || words[5] == "UTC", let day = Int64(words[1]),
      let month = months.firstIndex(of: words[2]), var year = Int64(words[3])
    else { return nil }
    // Two digits are of the last fifty years or the next.
    if words[3].count == 2 { year += year < 70 ? 2000 : 1900 }
    let number = month + 1
    let padded = (number < 10 ? "0" : "") + String(number)
    let date = String(year) + "-" + padded + "-" + (day < 10 ? "0" : "") + String(day)
    return Timestamp.seconds(date + "T" + words[4] + "Z")
  }
}
