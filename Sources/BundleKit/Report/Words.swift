// SPDX-License-Identifier: Apache-2.0

/// Numbers as people are told them.
package enum Words {
  /// `12.3 MB`: decimal units, three digits.
  package static func size(_ bytes: Int64) -> String {
    var value = Double(bytes)
    var unit = 0
    let units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"]
    while value >= 999.5, unit < units.count - 1 {
      value /= 1000
      unit += 1
    }
    if unit == 0 { return "\(bytes) B" }
    let tenths = Int((value * 10).rounded())
    if value >= 99.95 { return "\(Int(value.rounded())) \(units[unit])" }
    if value >= 9.995 { return "\(tenths / 10).\(tenths % 10) \(units[unit])" }
    let hundredths = Int((value * 100).rounded())
    let fraction = hundredths % 100
    return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction) \(units[unit])"
  }

  /// `3 minutes`, in docker's steps.
  ///
  /// `seconds`: not below 0.
  package static func duration(_ seconds: Int64) -> String {
    let (minute, hour, day): (Int64, Int64, Int64) = (60, 3600, 86_400)
    switch seconds {
    case ..<1: return "less than a second"
    case 1: return "1 second"
    case ..<minute: return "\(seconds) seconds"
    case ..<(2 * minute): return "about a minute"
    case ..<(60 * minute): return "\(seconds / minute) minutes"
    case ..<(2 * hour): return "about an hour"
    case ..<(48 * hour): return "\(seconds / hour) hours"
    case ..<(14 * day): return "\(seconds / day) days"
    case ..<(60 * day): return "\(seconds / (7 * day)) weeks"
    case ..<(730 * day): return "\(seconds / (30 * day)) months"
    default: return "\(seconds / (365 * day)) years"
    }
  }

  /// `3 minutes ago`.
  ///
  /// Both in seconds since 1970; what lies ahead is called `less than a second ago`.
  package static func age(of time: Int64, at now: Int64) -> String { duration(max(now - time, 0)) + " ago" }
}
