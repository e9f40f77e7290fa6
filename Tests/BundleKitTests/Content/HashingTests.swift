// SPDX-License-Identifier: Apache-2.0
import BundleKit
import OCI
import Testing

@Suite struct HashingTests {
  @Test func `Digests are those of FIPS 180-4's examples`() {
    #expect(
      Hashing.digest(of: Array("abc".utf8)).text
        == "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(
      Hashing.digest(of: [], .sha512).text
        == "sha512:cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e"
    )
  }

  @Test func `Pieces give the digest of the whole, and the hasher can be used again`() {
    let hashing = Hashing()
    for _ in 0..<2 {
      hashing.update(Array("a".utf8))
      hashing.update([])
      hashing.update(Array("bc".utf8))
      #expect(hashing.count == 3)
      #expect(hashing.finish() == Hashing.digest(of: Array("abc".utf8)))
    }
  }
}
