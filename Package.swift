// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

// Two builds of one source (docs/adr/0001-two-builds.md): `make build` sets CAPSULE_BUILD=embedded for the product, an
// Embedded Swift program on musl, and leaves it unset for the full Swift build, which the tests and `bundle` use.
let embedded = Context.environment["CAPSULE_BUILD"] == "embedded"

#if arch(arm64)
  let machine = "aarch64"
#else
  let machine = "x86_64"
#endif
let debianLibraries = "/usr/lib/\(machine)-linux-gnu"
let muslLibraries = "/usr/lib/\(machine)-linux-musl"
// Where the toolchain keeps libswiftUnicodeDataTables.a; the Makefile asks the compiler for it.
let swiftResources = Context.environment["CAPSULE_SWIFT_RESOURCES"] ?? ""

// Sections by function, dropped and folded by the linker, take two thirds off the embedded image.
// musl's headers first, Debian's for yajl and libseccomp after them.
let muslHeaders = [
  "-nostdlibinc", "-isystem", "/usr/include/\(machine)-linux-musl",
  "-idirafter", "/usr/include", "-idirafter", "/usr/include/\(machine)-linux-gnu",
]

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]
let embeddedSwift: [SwiftSetting] = [
  .enableExperimentalFeature("Embedded"),
  .unsafeFlags(
    ["-wmo", "-Osize", "-Xfrontend", "-disable-stack-protector", "-Xfrontend", "-function-sections"]
      // Swift 6.3.1 keeps constant array literals as static objects, numbered per module within a function that other
      // modules inline: `return [1]` in one branch and `return [3]` in another got the same weak symbol with different
      // contents, and the linker took either (the parent said `start` where it meant `begin`).
      + ["-Xllvm", "-sil-disable-pass=object-outliner"]
      // String.append(_:) inlined costs about 200 bytes for each piece of each interpolation, hundreds of kilobytes in all.
      + ["-Xllvm", "-sil-inline-never-function=$eSS6appendyySSF"]
      + muslHeaders.flatMap { ["-Xcc", $0] }),
]
/// Rooms that only compute: no unsafe construct compiles.
let pure: [SwiftSetting] =
  strict + [.strictMemorySafety(), .treatWarning("StrictMemorySafety", as: .error)] + (embedded ? embeddedSwift : [])
/// Rooms that touch the kernel or C: unsafe code is spelled `unsafe`.
let edge: [SwiftSetting] = strict + [.strictMemorySafety()] + (embedded ? embeddedSwift : [])
/// Rooms of `bundle` and of the tests: full Swift only.
let full: [SwiftSetting] = strict

// What `--version` calls the commit; the Makefile says it, because SwiftPM would remember an old answer of git.
let commit = Context.environment["CAPSULE_COMMIT"] ?? "unknown"
let cSettings: [CSetting] =
  [.define("CAPSULE_COMMIT", to: "\"\(commit)\"")]
  + (embedded ? [.unsafeFlags(muslHeaders + ["-fno-stack-protector", "-U_FORTIFY_SOURCE", "-Os"])] : [])
let runtimeLink: [LinkerSetting] =
  embedded
  ? [
    .unsafeFlags(
      ["-use-ld=lld", "-nostartfiles", "-Xclang-linker", "-nostdlib", "-Xclang-linker", "-static"]
        + ["--gc-sections", "--icf=all", "-s"].flatMap { ["-Xlinker", $0] }
        + [
          "\(muslLibraries)/crt1.o", "\(muslLibraries)/crti.o",
          "\(swiftResources)/embedded/\(machine)-unknown-linux-gnu/libswiftUnicodeDataTables.a",
          "\(debianLibraries)/libyajl_s.a", "\(debianLibraries)/libseccomp.a",
          "\(muslLibraries)/libc.a", "\(muslLibraries)/crtn.o",
        ])
  ]
  : [.unsafeFlags(["-static-executable"])]

// The runtime: every target here compiles in both builds.
let runtime: [Target] = [
  .target(name: "CLinux", cSettings: cSettings),
  .systemLibrary(name: "CYajl"),
  .systemLibrary(name: "CSeccomp"),
  .target(name: "LinuxABI", swiftSettings: pure),
  .target(name: "OCI", dependencies: ["CYajl"], swiftSettings: edge),
  .target(name: "CapsulePlan", dependencies: ["LinuxABI", "OCI"], swiftSettings: pure),
  .target(name: "Kernel", dependencies: ["CLinux", "LinuxABI"], swiftSettings: edge),
  .target(name: "CapsuleInit", dependencies: ["CapsulePlan", "Kernel", "LinuxABI"], swiftSettings: edge),
  .target(
    name: "CapsuleRuntime", dependencies: ["CSeccomp", "CapsuleInit", "CapsulePlan", "Kernel", "LinuxABI", "OCI"],
    swiftSettings: edge),
  .target(name: "OptionTable", swiftSettings: pure),
  .executableTarget(
    name: "capsule-oci",
    dependencies: ["CapsuleInit", "CapsulePlan", "CapsuleRuntime", "Kernel", "LinuxABI", "OCI", "OptionTable"],
    swiftSettings: edge, linkerSettings: runtimeLink),
]

// What only the full build has: the companion and the tests.
let companion: [Target] = [
  .target(name: "ImagePlan", dependencies: ["CapsulePlan", "LinuxABI", "OCI"], swiftSettings: pure),
  .systemLibrary(name: "CArchive"),
  .systemLibrary(name: "CCrypto"),
  .systemLibrary(name: "CCurl"),
  .systemLibrary(name: "CDeflate"),
  .systemLibrary(name: "CInflate"),
  .systemLibrary(name: "CZstd"),
  .target(
    name: "BundleKit",
    dependencies: [
      "CArchive", "CCrypto", "CCurl", "CDeflate", "CInflate", "CZstd", "CapsulePlan", "ImagePlan", "Kernel", "LinuxABI",
      "OCI",
    ],
    swiftSettings: full),
  .executableTarget(
    name: "bundle",
    dependencies: [
      "BundleKit", "CapsulePlan", "ImagePlan", "Kernel", "LinuxABI", "OCI",
      .product(name: "ArgumentParser", package: "swift-argument-parser"),
    ],
    swiftSettings: full),
]
let tests: [Target] = [
  .executableTarget(
    name: "probe", dependencies: ["CLinux", "Kernel", "LinuxABI"], path: "Tests/probe", swiftSettings: edge,
    linkerSettings: [.unsafeFlags(["-static-executable"])]),
  .target(
    name: "TestSupport", dependencies: ["OCI"], path: "Tests/TestSupport",
    swiftSettings: full),
  .testTarget(name: "LinuxABITests", dependencies: ["LinuxABI", "TestSupport"], swiftSettings: full),
  .testTarget(name: "OCITests", dependencies: ["OCI", "TestSupport"], exclude: ["Golden"], swiftSettings: full),
  .testTarget(
    name: "OptionTableTests", dependencies: ["OptionTable", "TestSupport"], exclude: ["Golden"], swiftSettings: full),
  .testTarget(
    name: "CapsulePlanTests", dependencies: ["CapsulePlan", "LinuxABI", "OCI", "TestSupport"], exclude: ["Golden"],
    swiftSettings: full),
  .testTarget(name: "ImagePlanTests", dependencies: ["ImagePlan", "OCI", "TestSupport"], swiftSettings: full),
  .testTarget(
    name: "BundleKitTests",
    dependencies: ["BundleKit", "CapsulePlan", "ImagePlan", "Kernel", "LinuxABI", "OCI", "TestSupport"],
    exclude: ["FaultyRegistry"], swiftSettings: full),
  .testTarget(name: "KernelTests", dependencies: ["Kernel", "LinuxABI", "TestSupport"], swiftSettings: full),
  .testTarget(
    name: "CapsuleInitTests", dependencies: ["CapsuleInit", "CapsulePlan", "Kernel", "LinuxABI", "TestSupport"],
    swiftSettings: full),
  .testTarget(
    name: "CapsuleRuntimeTests",
    dependencies: ["CapsulePlan", "CapsuleRuntime", "Kernel", "LinuxABI", "OCI", "TestSupport"], swiftSettings: full),
]

let package = Package(
  name: "capsule-oci",
  dependencies: embedded
    ? [] : [.package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0")],
  targets: runtime + (embedded ? [] : companion + tests),
  swiftLanguageModes: [.v6])
