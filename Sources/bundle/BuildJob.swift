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
  private let input: BuildInput
  private let report: BuildReport
  private let outputs: [BuildOutput]
  private var caches: BuildCaches
  /// Those of `--build-context` that were opened, for all platforms.
  private var contexts: [String: BuildContext] = [:]
  private(set) var hasWarnings = false
  /// The signal that ended the build, if one did.
  private(set) var interruption: Int32?

  init(_ options: BuildArguments, _ path: String, _ store: Store) throws(Failure) {
    self.options = options
    self.store = store
    request = try options.request()
    outputs = try options.output.map { (text) throws(Failure) in try BuildOutput(parsing: text) }
    for output in outputs { try output.check(platforms: request.platforms.count) }
    caches = try BuildCaches(options)
    if caches.areInline { request.tellsSteps = true }
    report = try BuildJob.report(options)
    input = try BuildInput(options.file, path, request.options, store, report)
    do throws(BuildError) {
      dockerfile = try Dockerfile(parsing: input.dockerfile)
      if request.options.epoch == nil {
        request.options.epoch = try BuildPlanner.epoch(dockerfile, request.options)
      }
    } catch { throw BuildJob.failure(error, input.name) }
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
        return CheckText.text(warnings, file: input.name)
      case "outline": return try OutlineText.text(dockerfile, request.options)
      case "targets": return TargetsText.text(dockerfile)
      case "plan": break
      default:
        throw BuildError(.value, "--call \(call): check, outline, targets or plan expected")
      }
    } catch { throw BuildJob.failure(error, input.name) }
    var text = ""
    for options in request.optionsByPlatform { text += PlanText.text(try resolve(options).plan) }
    return text
  }

  /// The linter's remarks; where the Dockerfile or an argument says that they fail the build, they do.
  private func judge() throws(Failure) -> [LintWarning] {
    do throws(BuildError) {
      let warnings = try lint()
      if let first = warnings.first, try lintOptions().failsBuild {
        throw BuildError(.directive, "\(first.rule.rawValue): \(first.message)", lines: first.lines)
      }
      return warnings
    } catch { throw BuildJob.failure(error, input.name) }
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
    facts.ignore = input.context?.ignore
    facts.variables = { [self] in base($0)?.env.map { String($0.prefix { $0 != "=" }) } }
    facts.hasShell = { [self] in base($0)?.shell?.isEmpty == false }
    return try Linter.check(dockerfile, facts: facts, options: try lintOptions())
  }

  /// What an image that is here sets; a linter fetches none.
  private func base(_ name: String) -> ContainerConfig? {
    if request.options.contexts.contains(where: { $0.replaces(name) }) { return nil }
    return try? stored(ImageNeed(name: name, platform: request.options.targetPlatform))?.config.config
  }

  // MARK: Building

  /// The plan, and the images that it uses; those are fetched that are not here.
  private func resolve(_ options: BuildOptions) throws(Failure) -> (plan: BuildPlan, images: [ImageNeed: Image]) {
    var images: [ImageNeed: Image] = [:]
    do throws(BuildError) {
      let needs = try BuildPlanner.images(dockerfile, options)
      do throws(Failure) {
        for need in needs { images[need] = try image(need) }
      } catch { throw BuildError(.value, error.message) }
    } catch { throw BuildJob.failure(error, input.name) }
    while true {
      do throws(PlanInterruption) {
        return (
          try BuildPlanner.plan(dockerfile, options, bases: images.mapValues { $0.config }), images
        )
      } catch {
        switch error {
        case .invalid(let wrong): throw BuildJob.failure(wrong, input.name)
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
    if let layout = need.layout { return try Load(store, platform: need.platform).image(layout) }
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
      if let variant = try store.images.variant(of: found, for: need.platform) { return variant }
    }
    return nil
  }

  func perform(_ runtime: RuntimeProgram) throws(Failure) {
    defer { report.finish() }
    let adding = try store.adding()
    let index = report.begin("[internal] load build definition from \(input.name)")
    report.done(index)
    let warnings = try judge()
    var built: [BuildImage] = []
    for options in request.optionsByPlatform {
      request.options = options
      built.append(try build(runtime, isFirst: built.isEmpty))
    }
    try caches.write(built, from: store, report)
    try export(BuildResult(built, request))
    for warning in warnings { report.say("warning: " + warning.text) }
    _ = consume adding
  }

  /// Builds for the platform of `request.options`.
  private func build(_ runtime: RuntimeProgram, isFirst: Bool) throws(Failure) -> BuildImage {
    let (plan, images) = try resolve(request.options)
    if !plan.unusedArguments.isEmpty, isFirst {
      report.say(
        "[Warning] One or more build-args [\(plan.unusedArguments.joined(separator: " "))] were not consumed")
    }
    try openContexts(plan)
    request.caches = caches.open(for: request.options.targetPlatform, in: store, report)
    let sources = BuildSources(input.context, contexts: contexts, images: images, in: store)
    let runner = try BuildRunner(plan, request, sources, in: store, runtime, report)
    let layers: [BuiltLayer]
    do throws(Failure) { layers = try runner.run() } catch {
      report.finish()
      interruption = runner.interruption
      guard interruption == nil, let step = runner.brokenStep else { throw error }
      try explain(step)
      throw error.during("\(input.name):\(step.lines.lowerBound)")
    }
    caches.add(runner.steps)
    return try BuildImage(plan, layers: layers, steps: runner.mainSteps, request)
  }

  private func openContexts(_ plan: BuildPlan) throws(Failure) {
    for context in request.options.contexts where contexts[context.name] == nil {
      switch context.source {
      case .directory(let path): contexts[context.name] = try BuildContext.directory(path)
      case .remote(let address) where plan.contexts.contains(context.name):
        contexts[context.name] = try load(address, context.name)
      case .image, .layout, .remote: break
      }
    }
  }

  private func load(_ address: RemoteAddress, _ name: String) throws(Failure) -> BuildContext {
    let index = report.begin("[context \(name)] load")
    do throws(Failure) {
      let context = try BuildContext.named(
        address, keepsGitDirectory: request.options.keepsGitDirectory, in: store)
      report.done(index)
      return context
    } catch {
      report.failed(index, error.message)
      throw error.during("--build-context \(name)")
    }
  }

  private func export(_ result: BuildResult) throws(Failure) {
    let index = report.begin("exporting to image")
    // Who wants files wants no image beside them.
    let isListed = outputs.isEmpty || outputs.contains { $0.kind == .image }
    let image = try result.keep(as: request.tags, isListed: isListed, in: store)
    report.remark(index, "writing \(image.index == nil ? "image" : "index") \(image.buildID.text) done")
    for tag in request.tags { report.remark(index, "naming to \(tag.text) done") }
    report.done(index)
    for output in outputs { try output.write(image, of: result, in: store, report) }
    if let path = options.idFile { try write(image.buildID.text, to: path) }
    if let path = options.metadataFile { try write(metadata(image).pretty + "\n", to: path) }
    report.finish()
    if options.quiet { try output(image.buildID.text + "\n") }
  }

  /// What failed, as `docker build` shows it: the last lines of its output, and where it stands.
  private func explain(_ step: BrokenStep) throws(Failure) {
    var text = "------\n > \(step.title):\n"
    for line in step.output { text += Table.printable(line) + "\n" }
    text += "------\n"
    if step.lines.lowerBound > 0 {
      text += "\(input.name):\(step.lines.lowerBound)\n--------------------\n"
      let lines = input.dockerfile.split(separator: 0x0a, omittingEmptySubsequences: false)
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
    var members: [(String, JSONValue)] = []
    if image.index == nil { members.append(("containerimage.config.digest", .string(image.configDigest.text))) }
    members += [
      (
        "containerimage.descriptor",
        .object([
          ("mediaType", .string(image.entry.mediaType)), ("digest", .string(image.digest.text)),
          ("size", .integer(image.entry.size)),
        ])
      ),
      ("containerimage.digest", .string(image.digest.text)),
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
