// SPDX-License-Identifier: Apache-2.0

/// cgroup v1's cpu.shares (2…262144, 1024 by default) as v2's cpu.weight (1…10000, 100 by default).
package enum CPUWeight {
  /// ⌈10^((l² + 125 l)/612 − 7/34)⌉ with l = log2(shares): the conversion that runtimes and Kubernetes agreed on in
  /// 2025, because the linear one made small requests vanish.
  ///
  /// The logarithm and the power are computed here because neither build of the runtime may count on a libm in a pure
  /// room; every one of the 262,143 values was compared with arbitrary-precision arithmetic.
  package static func from(shares: UInt64) -> UInt64 {
    if shares <= 2 { return 1 }
    if shares >= 262_144 { return 10_000 }
    let l = log2(shares)
    let exponent = (l * l + 125 * l) / 612 - 7.0 / 34.0
    let value = exp2(exponent * 3.321928094887362347870319429489390175864)  // log2(10)
    // 1024 gives 100 exactly; rounding errors (below 1e-9 here) must not lift it, and no other value is that close.
    let floor = UInt64(value)
    return value - Double(floor) < 1e-8 ? floor : floor + 1
  }

  /// log2 of an integer above 0: the position of its highest bit, and atanh's series for the rest.
  private static func log2(_ value: UInt64) -> Double {
    let whole = 63 - value.leadingZeroBitCount
    let mantissa = Double(value) / Double(UInt64(1) << UInt64(whole))
    let z = (mantissa - 1) / (mantissa + 1)
    var sum = 0.0
    var power = z
    for n in 0..<40 {
      sum += power / Double(2 * n + 1)
      power *= z * z
    }
    return Double(whole) + 2 * sum * 1.442695040888963407359924681001892137427  // 1/ln 2
  }

  /// 2 to a power between -1 and 62: a shift for the whole part, the exponential series for the rest.
  private static func exp2(_ exponent: Double) -> Double {
    if exponent < 0 { return 1 / exp2(-exponent) }
    let whole = UInt64(exponent)
    let x = (exponent - Double(whole)) * 0.693147180559945309417232121458176568076  // ln 2
    var sum = 1.0
    var term = 1.0
    for n in 1..<30 {
      term *= x / Double(n)
      sum += term
    }
    return Double(UInt64(1) << whole) * sum
  }
}
