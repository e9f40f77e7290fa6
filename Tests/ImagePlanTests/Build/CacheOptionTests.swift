// SPDX-License-Identifier: Apache-2.0
import CapsulePlan
import ImagePlan
import OCI
import Testing

@Suite("Caches of builds are named") struct CacheOptionTests {
  private static func registry(_ text: String) throws -> CacheOption.Place {
    .registry(try ImageReference(parsing: text).tagged)
  }

  @Test("--cache-from takes folders and images") func from() throws {
    #expect(try CacheOption(from: "type=local,src=/c", isFolder: false).place == .folder("/c"))
    #expect(try CacheOption(from: "src=/c", isFolder: false).place == .folder("/c"))
    #expect(try CacheOption(from: "/c", isFolder: true).place == .folder("/c"))
    #expect(try CacheOption(from: "host/a:1", isFolder: false).place == Self.registry("host/a:1"))
    #expect(try CacheOption(from: "type=registry,ref=host/a", isFolder: false).place == Self.registry("host/a"))
  }

  @Test("--cache-to has modes, and can be in the image") func to() throws {
    #expect(try !CacheOption(to: "type=local,dest=/c", isFolder: false).isWhole)
    #expect(try CacheOption(to: "type=local,dest=/c,mode=max", isFolder: false).isWhole)
    let registry = try CacheOption(to: "type=registry,ref=host/a:1,mode=min,image-manifest=true", isFolder: false)
    #expect(try registry.place == Self.registry("host/a:1") && !registry.isWhole)
    #expect(try CacheOption(to: "type=inline", isFolder: false).place == .inline)
  }

  @Test(
    "What there is not is refused",
    arguments: [
      ("type=gha", "type=gha"), ("type=inline", "type=inline,mode=max"), ("type=local", "type=local"),
      ("type=registry", "type=registry,ref="), ("type=local,src=", "type=local,dest=/c,mode=all"),
      ("type=registry,ref=UPPER", "type=registry,ref=a,image-manifest=false"),
      ("type=local,src=/c,tag=x", "type=local,dest=/c,ignore-error=true"), ("type=local,src", "type=s3,bucket=b"),
      ("type=local,src=/c,mode=max", "type=registry,ref=a,compression=zstd"),
    ])
  func refused(from: String, to: String) {
    #expect(throws: Failure.self, "\(from)") { try CacheOption(from: from, isFolder: false) }
    #expect(throws: Failure.self, "\(to)") { try CacheOption(to: to, isFolder: false) }
  }
}
