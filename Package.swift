// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

// The full Swift build: tests, `bundle`, and the fallback of the runtime. The product itself, an Embedded Swift program
// on musl of the same sources, is made by tools/build-embedded (docs/adr/0001-two-builds.md, 0005-one-module.md).

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]
/// Rooms that only compute: no unsafe construct compiles.
let pure: [SwiftSetting] =
  strict + [.strictMemorySafety(), .treatWarning("StrictMemorySafety", as: .error)]
/// Rooms that touch the kernel or C: unsafe code is spelled `unsafe`.
let edge: [SwiftSetting] = strict + [.strictMemorySafety()]
/// Rooms of `bundle` and of the tests.
let full: [SwiftSetting] = strict

// What `--version` calls the commit; the Makefile says it, because SwiftPM would remember an old answer of git.
let commit = Context.environment["CAPSULE_COMMIT"] ?? "unknown"
let cSettings: [CSetting] = [.define("CAPSULE_COMMIT", to: "\"\(commit)\"")]
let runtimeLink: [LinkerSetting] = [.unsafeFlags(["-static-executable"])]

// The runtime: every target here compiles in both builds; tools/build-embedded names them too.
let runtime: [Target] = [
  .target(name: "CLinux", cSettings: cSettings),
  .target(name: "CUnicode"),
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
    dependencies: [
      "CUnicode", "CapsuleInit", "CapsulePlan", "CapsuleRuntime", "Kernel", "LinuxABI", "OCI", "OptionTable",
    ],
    swiftSettings: edge, linkerSettings: runtimeLink),
]

// What is not part of the runtime: the companion and the tests.
let companion: [Target] = [
  .target(name: "Dockerfile", dependencies: ["OCI"], swiftSettings: pure),
  .target(name: "ImagePlan", dependencies: ["CapsulePlan", "Dockerfile", "LinuxABI", "OCI"], swiftSettings: pure),
  .target(name: "CArchive"),
  .systemLibrary(name: "CCrypto"),
  .target(name: "CCurl"),
  .systemLibrary(name: "CDeflate"),
  .systemLibrary(name: "CInflate"),
  .systemLibrary(name: "CZstd"),
  .target(
    name: "BundleKit",
    dependencies: [
      "CArchive", "CCrypto", "CCurl", "CDeflate", "CInflate", "CZstd", "CapsulePlan", "Dockerfile", "ImagePlan",
      "Kernel",
      "LinuxABI", "OCI",
    ],
    swiftSettings: full),
  .executableTarget(
    name: "bundle",
    dependencies: [
      "BundleKit", "CapsulePlan", "Dockerfile", "ImagePlan", "Kernel", "LinuxABI", "OCI",
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
  .testTarget(name: "DockerfileTests", dependencies: ["Dockerfile", "OCI", "TestSupport"], swiftSettings: full),
  .testTarget(
    name: "ImagePlanTests", dependencies: ["Dockerfile", "ImagePlan", "OCI", "TestSupport"], swiftSettings: full),
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
  dependencies: [.package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0")],
  targets: runtime + companion + tests,
  swiftLanguageModes: [.v6])
