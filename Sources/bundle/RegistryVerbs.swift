// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BundleKit
import CapsulePlan
import ImagePlan
import OCI

/// What verbs take that talk to registries.
struct RegistryArguments: ParsableArguments {
  enum ProgressStyle: String, ExpressibleByArgument, CaseIterable {
    case auto, bars, plain, json
  }

  @Option(help: "USER:PASSWORD") var creds: String?
  @Option(name: .customLong("authfile"), help: "The file with credentials (REGISTRY_AUTH_FILE).", completion: .file())
  var authFile: String?
  @Option(help: "false lets unverified certificates and plain HTTP pass.") var tlsVerify = true
  @Option(
    help: "A folder with certificates: *.crt of authorities, *.cert and *.key of our own.", completion: .directory)
  var certDir: String?
  @Flag(name: .shortAndLong, help: "No progress.") var quiet = false
  @Option(help: "auto, bars, plain or json.") var progress = ProgressStyle.auto

  func options() throws(Failure) -> RegistryOptions {
    var options = RegistryOptions()
    if let creds {
      guard let credentials = RegistryCredentials(creds) else {
        throw Failure(.usage, "--creds: USER:PASSWORD expected")
      }
      options.credentials = credentials
    }
    (options.authFile, options.verifiesTLS, options.certificateFolder) = (authFile, tlsVerify, certDir)
    return options
  }

  var display: Progress {
    if quiet { return Progress(.quiet) }
    return switch progress {
    case .auto: Progress.automatic()
    case .bars: Progress(.bars)
    case .plain: Progress(.plain)
    case .json: Progress(.json)
    }
  }
}

/// `bundle pull`.
struct PullImages: Verb {
  static let configuration = CommandConfiguration(
    commandName: "pull", abstract: "Fetch images from a registry.",
    discussion: """
      A name without a registry is looked for at the unqualified-search-registries of registries.conf; its mirrors,
      locations, blocked and insecure registries count too. RegistryCredentials are those of podman login, docker login and their
      helpers. localhost may speak plain HTTP, others only with --tls-verify=false. A download that was broken off is
      continued.

      Examples:
        bundle pull registry.example/team/hello:1
        bundle pull --platform linux/arm64 localhost:5000/hello
        bundle pull registry.example/hello@sha256:…
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var registry: RegistryArguments
  @Option(help: "OS/ARCHITECTURE[/VARIANT] to choose from images for several platforms.") var platform: Platform?
  @Argument(help: "Names.") var names: [String]

  func run() throws {
    let pull = Pull(try global.store(), try registry.options(), platform: platform, progress: registry.display)
    for name in names { try output(try pull.pull(name).configDigest.text + "\n") }
  }
}

/// `bundle push`.
struct PushImage: Verb {
  static let configuration = CommandConfiguration(
    commandName: "push", abstract: "Send an image to a registry.",
    discussion: """
      Only layers that the registry does not have are sent; what another repository there has is mounted from it. Layers
      that are stored plain are compressed on the way, which gives the manifest another digest, not the image another ID.

      Examples:
        bundle push localhost:5000/hello:1
        bundle push hello registry.example/team/hello:1
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var registry: RegistryArguments
  @Option(help: "Send blobs in parts of so many bytes.") var chunkSize: Int64?
  @Option(help: "How plain layers are compressed: gzip, zstd or none.") var compression = LayerCompression.gzip
  @Argument(help: "A name, an ID or its first digits.") var image: String
  @Argument(help: "The name to give it there, when another.") var target: String?

  func run() throws {
    if let chunkSize, chunkSize < 1 << 16 { throw Failure(.usage, "--chunk-size: at least 65536 expected") }
    let store = try global.store()
    let image = try store.images.resolve(image)
    let reference = try target.map { try parseReference($0) } ?? image.reference
    guard let reference else {
      throw Failure(.usage, "the image has no name to push it as", hint: "add the name to give it")
    }
    var push = Push(store, try registry.options(), progress: registry.display)
    push.chunkSize = chunkSize
    push.compression = compression
    try output(try push.push(image, to: reference.tagged).text + "\n")
  }
}
