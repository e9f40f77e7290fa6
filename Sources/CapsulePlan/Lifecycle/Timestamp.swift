// SPDX-License-Identifier: Apache-2.0

/// Points in time as text.
package enum Timestamp {
  /// RFC 3339 in UTC with nine digits of a second: `2026-11-22T02:16:50.645583919Z`.
  ///
  /// `seconds`: since 1970, of the Gregorian calendar.
  package static func rfc3339(seconds: Int64, nanoseconds: Int64) -> String {
    let day: Int64 = 86_400
    let days = seconds >= 0 ? seconds / day : (seconds - day + 1) / day
    let second = seconds - days * day
    // Days from 1970 to a civil date: years start in March, so that the leap day is the last of its year; an era is the
    // 146,097 days of 400 years.
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    var text = padded(year, 4) + "-" + padded(month, 2) + "-"
    text += padded(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1, 2) + "T"
    text += padded(second / 3600, 2) + ":" + padded(second % 3600 / 60, 2) + ":" + padded(second % 60, 2) + "."
    return text + padded(nanoseconds, 9) + "Z"
  }

  private static func padded(_ number: Int64, _ width: Int) -> String {
    let digits = String(number)
    let missing = width - digits.utf8.count
    return missing > 0 ? String(repeating: "0", count: missing) + digits : digits
  }
}
