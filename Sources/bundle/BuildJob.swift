// SPDX-License-Identifier: Apache-2.0
import BundleKit
import CapsulePlan
import Dockerfile
import ImagePlan
import Kernel
import LinuxABI
import OCI

/// One call of `bundle build`: its Dockerfile and context, and what becomes of them.
final class BuildJob {
  private let options: BuildArguments
  private var request: BuildRequest
  private let store: Store
  private let dockerfile: Dockerfile
  private let source: [UInt8]
  private let fileName: String
  private let context: BuildContext?
  private let report: BuildReport
  private let outputs: [BuildOutput]
  private let caches: [CacheFolder]
  private(set) var hasWarnings = false

  /// Dockerfiles are no larger.
  private static let largest = 16 << 20

  init(_ options: BuildArguments, _ path: String, _ store: Store) throws(Failure) {
    self.options = options
    self.store = store
    request = try options.request()
    outputs = try options.output.map { (text) throws(Failure) in try BuildOutput(parsing: text) }
    caches = try options.cacheTo.map { (text) throws(Failure) in
      try CacheFolder(parsing: text, option: "--cache-to", key: "dest")
    }
    report = try BuildJob.report(options)
    (source, fileName, context) = try BuildJob.read(options.file, path, store)
    do throws(BuildError) {
      dockerfile = try Dockerfile(parsing: source)
      if request.options.epoch == nil {
        request.options.epoch = try BuildPlanner.epoch(dockerfile, request.options)
      }
    } catch { throw BuildJob.failure(error, fileName) }
  }

  private static func report(_ options: BuildArguments) throws(Failure) -> BuildReport {
    if options.quiet { return BuildReport(.quiet) }
    switch options.progress {
    case "auto": return BuildReport.automatic()
    case "tty": return BuildReport(.terminal)
    case "plain": return BuildReport(.plain)
    case "json", "rawjson": return BuildReport(.json)
    case "quiet", "none": return BuildReport(.quiet)
    default:
      throw Failure(.usage, "--progress \(options.progress): auto, plain, tty, json or quiet expected")
    }
  }

  static func failure(_ error: BuildError, _ file: String) -> Failure {
    Failure(.build, (error.lines.map { "\(file):\($0.lowerBound): " } ?? "\(file): ") + error.message)
  }

  // MARK: What to build

  private static func read(
    _ file: String?, _ path: String, _ store: Store
  ) throws(Failure) -> ([UInt8], String, BuildContext?) {
    if path == "-" {
      guard file != "-" else { throw Failure(.usage, "-f - and the context -: standard input cannot be both") }
      let input = try asFailure(.system) { () throws(KernelError) in try Descriptors.duplicate(of: .input) }
      switch try BuildContext.stream(input, in: store, dockerfile: file ?? "Dockerfile") {
      case .dockerfile(let bytes): return (bytes, "Dockerfile", nil)
      case .context(let context):
        return (try context.read(file ?? "Dockerfile", limit: largest), file ?? "Dockerfile", context)
      }
    }
    if path.contains("://") || path.hasPrefix("git@") || path.hasPrefix("github.com/") {
      throw Failure(
        .usage, "not supported: the context \(path): contexts of the network", hint: "fetch it to a directory first")
    }
    if file == "-" {
      let bytes = try asFailure(.system) { () throws(KernelError) in
        try Descriptors.duplicate(of: .input).readAll(limit: largest)
      }
      return (bytes, "-", try BuildContext.directory(path))
    }
    if let file {
      // As it is said, from the working directory; else in the context.
      let name = Files.exists(file) || file.hasPrefix("/") ? file : path + "/" + file
      let bytes = try asFailure(.usage) { () throws(KernelError) in try Files.read(name, limit: largest) }
      return (bytes, file, try BuildContext.directory(path, dockerfile: name))
    }
    let names = ["Dockerfile", "dockerfile", "Containerfile"]
    guard let name = names.first(where: { Files.exists(path + "/" + $0) }) else {
      guard Files.exists(path) else { throw Failure(.usage, "the context \(path): no such directory") }
      throw Failure(
        .usage, "there is no Dockerfile in \(path)", hint: "name one: bundle build -f FILE \(path)")
    }
    let context = try BuildContext.directory(path, dockerfile: path + "/" + name)
    return (try context.read(name, limit: largest), name, context)
  }

  // MARK: Telling

  /// What `--check` and `--call` print; nil when there is something to build.
  func describe() throws(Failure) -> String? {
    let call = options.check ? "check" : options.call ?? "build"
    do throws(BuildError) {
      switch call {
      case "build": return nil
      case "check", "lint":
        let warnings = try lint()
        hasWarnings = !warnings.isEmpty
        return CheckText.text(warnings, file: fileName)
      case "outline": return try OutlineText.text(dockerfile, request.options)
      case "targets": return TargetsText.text(dockerfile)
      case "plan": break
      default:
        throw BuildError(.value, "--call \(call): check, outline, targets or plan expected")
      }
    } catch { throw BuildJob.failure(error, fileName) }
    return PlanText.text(try resolve().plan)
  }

  /// The linter's remarks; where the Dockerfile or an argument says that they fail the build, they do.
  private func judge() throws(Failure) -> [LintWarning] {
    do throws(BuildError) {
      let warnings = try lint()
      if let first = warnings.first, try lintOptions().failsBuild {
        throw BuildError(.directive, "\(first.rule.rawValue): \(first.message)", lines: first.lines)
      }
      return warnings
    } catch { throw BuildJob.failure(error, fileName) }
  }

  private func lintOptions() throws(BuildError) -> LintOptions {
    guard let check = request.options.arguments.last(where: { $0.key == "BUILDKIT_DOCKERFILE_CHECK" }) else {
      return try LintOptions(of: dockerfile)
    }
    return try LintOptions(parsing: check.value)
  }

  private func lint() throws(BuildError) -> [LintWarning] {
    var facts = Linter.Facts(platform: request.options.targetPlatform)
    for argument in request.options.arguments { facts.buildArguments[argument.key] = argument.value }
    return try Linter.check(dockerfile, facts: facts, options: try lintOptions())
  }

  // MARK: Building

  /// The plan, and the images that it uses; those are fetched that are not here.
  private func resolve() throws(Failure) -> (plan: BuildPlan, images: [ImageNeed: Image]) {
    var images: [ImageNeed: Image] = [:]
    do throws(BuildError) {
      let needs = try BuildPlanner.images(dockerfile, request.options)
      do throws(Failure) {
        for need in needs { images[need] = try image(need) }
      } catch { throw BuildError(.value, error.message) }
    } catch { throw BuildJob.failure(error, fileName) }
    while true {
      do throws(PlanInterruption) {
        return (
          try BuildPlanner.plan(dockerfile, request.options, bases: images.mapValues { $0.config }), images
        )
      } catch {
        switch error {
        case .invalid(let wrong): throw BuildJob.failure(wrong, fileName)
        case .needs(let need): images[need] = try image(need)
        }
      }
    }
  }

  private func image(_ need: ImageNeed) throws(Failure) -> Image {
    let index = report.begin("[internal] load metadata for \(need.name)")
    do throws(Failure) {
      let image = try find(need)
      report.done(index)
      return image
    } catch {
      report.failed(index, error.message)
      throw error.during("image \(need.name)")
    }
  }

  private func find(_ need: ImageNeed) throws(Failure) -> Image {
    if !request.pulls, let found = try stored(need) { return found }
    let registries = RegistryOptions()
    do throws(Failure) {
      return try Pull(store, registries, platform: need.platform, progress: .none).pull(need.name)
    } catch {
      // With --pull, what is only here is as new as it gets.
      if request.pulls, let found = try stored(need) { return found }
      throw error
    }
  }

  /// The image of that name, which may be written without the `library/` that a registry puts before names of one word.
  ///
  /// Never one whose ID begins so: `FROM add` is a name.
  private func stored(_ need: ImageNeed) throws(Failure) -> Image? {
    var names = [need.name]
    let reference = try parseReference(need.name)
    if reference.registry != nil, !reference.repository.contains("/") {
      var official = reference
      official.repository = "library/" + reference.repository
      names.append(official.text)
    }
    for name in names {
      guard let found = try store.images.find(name), let own = found.reference,
        own.repository == reference.repository || own.repository.hasSuffix("/" + reference.repository)
      else { continue }
      let platform = PlatformChoice.normalised(found.config.platform)
      if platform.os == need.platform.os, platform.architecture == need.platform.architecture { return found }
    }
    return nil
  }

  func perform(_ runtime: RuntimeProgram) throws(Failure) {
    defer { report.finish() }
    let adding = try store.adding()
    let index = report.begin("[internal] load build definition from \(fileName)")
    report.done(index)
    let warnings = try judge()
    let (plan, images) = try resolve()
    if !plan.unusedArguments.isEmpty {
      report.say(
        "[Warning] One or more build-args [\(plan.unusedArguments.joined(separator: " "))] were not consumed")
    }
    var contexts: [String: BuildContext] = [:]
    for context in request.options.contexts {
      switch context.source {
      case .directory(let path): contexts[context.name] = try BuildContext.directory(path)
      case .image: break
      case .layout:
        throw Failure(
          .usage, "not supported: --build-context \(context.name)=oci-layout://",
          hint: "bundle load it, and say docker-image://NAME")
      }
    }
    let sources = BuildSources(context, contexts: contexts, images: images, in: store)
    let runner = try BuildRunner(plan, request, sources, in: store, runtime, report)
    let layers: [BuiltLayer]
    do throws(Failure) { layers = try runner.run() } catch {
      report.finish()
      guard let step = runner.brokenStep else { throw error }
      try explain(step)
      throw error.during("\(fileName):\(step.lines.lowerBound)")
    }
    for folder in caches { try folder.write(runner.steps, from: store) }
    try export(plan, layers)
    for warning in warnings { report.say("warning: " + warning.text) }
    _ = consume adding
  }

  private func export(_ plan: BuildPlan, _ layers: [BuiltLayer]) throws(Failure) {
    let index = report.begin("exporting to image")
    let built = try BuildImage(plan.target, layers: layers, request)
    // Who wants files wants no image beside them.
    let isListed = outputs.isEmpty || outputs.contains { $0.kind == .image }
    let image = try built.keep(as: request.tags, isListed: isListed, in: store)
    report.remark(index, "writing image \(image.configDigest.text) done")
    for tag in request.tags { report.remark(index, "naming to \(tag.text) done") }
    report.done(index)
    for output in outputs { try output.write(image, layers: layers, in: store, report) }
    if let path = options.idFile { try write(image.configDigest.text, to: path) }
    if let path = options.metadataFile { try write(metadata(image).pretty + "\n", to: path) }
    report.finish()
    if options.quiet { try output(image.configDigest.text + "\n") }
  }

  /// What failed, as `docker build` shows it: the last lines of its output, and where it stands.
  private func explain(_ step: BrokenStep) throws(Failure) {
    var text = "------\n > \(step.title):\n"
    for line in step.output { text += Table.printable(line) + "\n" }
    text += "------\n"
    if step.lines.lowerBound > 0 {
      text += "\(fileName):\(step.lines.lowerBound)\n--------------------\n"
      let lines = source.split(separator: 0x0a, omittingEmptySubsequences: false)
      let last = min(step.lines.upperBound + 2, lines.count)
      for number in max(1, step.lines.lowerBound - 2)...max(last, 1) where number <= lines.count {
        let mark = step.lines.contains(number) ? ">>> " : "    "
        let digits = String(repeating: " ", count: max(0, 4 - "\(number)".count)) + "\(number)"
        text += "\(digits) | \(mark)" + Table.printable(String(decoding: lines[number - 1], as: UTF8.self)) + "\n"
      }
      text += "--------------------\n"
    }
    do throws(KernelError) { try StandardStream.error.write(Array(text.utf8)) } catch { throw Failure(error, .system) }
  }

  private func metadata(_ image: Image) -> JSONValue {
    var members: [(String, JSONValue)] = [
      ("containerimage.config.digest", .string(image.configDigest.text)),
      (
        "containerimage.descriptor",
        .object([
          ("mediaType", .string(image.descriptor.mediaType)), ("digest", .string(image.manifestDigest.text)),
          ("size", .integer(image.descriptor.size)),
        ])
      ),
      ("containerimage.digest", .string(image.manifestDigest.text)),
    ]
    if !request.tags.isEmpty {
      members.append(("image.name", .string(request.tags.map(\.text).joined(separator: ","))))
    }
    return .object(members)
  }

  private func write(_ text: String, to path: String) throws(Failure) {
    try asFailure(.system) { () throws(KernelError) in
      try Files.create(path, mode: 0o644, with: Array(text.utf8))
    }
  }
}
