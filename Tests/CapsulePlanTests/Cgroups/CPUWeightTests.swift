// SPDX-License-Identifier: Apache-2.0
import CapsulePlan
import Testing

@Suite struct CPUWeightTests {
  @Test(
    "shares become the weight that runtimes and Kubernetes agreed on",
    arguments: [
      (0, 1), (1, 1), (2, 1), (3, 2), (10, 4), (100, 17), (102, 17), (256, 35), (512, 59), (1023, 100), (1024, 100),
      (1025, 101), (2048, 174), (3333, 256), (4096, 303), (10000, 627), (65536, 3023), (100_000, 4340),
      (262_143, 10_000), (262_144, 10_000), (1 << 40, 10_000),
    ] as [(UInt64, UInt64)])
  func weight(_ shares: UInt64, _ weight: UInt64) {
    #expect(CPUWeight.from(shares: shares) == weight)
  }

  /// The sum was computed in Python with 50 digits: `h = (h * 31 + weight) % 2**64` over 3 ..< 262144.
  @Test("every weight is that of arbitrary-precision arithmetic")
  func all() {
    var sum: UInt64 = 0
    for shares in UInt64(3)..<262_144 { sum = sum &* 31 &+ CPUWeight.from(shares: shares) }
    #expect(sum == 2_903_167_502_638_350_907)
  }
}
