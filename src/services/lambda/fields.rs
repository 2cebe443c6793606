//! The settings of a function, with AWS's names, ranges and defaults, and those of the handler that stands for its code.

use crate::catalog::{
    Key, Language, Millis, Seconds, Words, choice, flag, millis, opt_millis, opt_real, opt_whole, real, seconds, text,
    whole,
};

const SCALING: &str = "Concurrency";
const EVENTS: &str = "Asynchronous invocation";
const VERSIONS: &str = "Versions and alias";
const HANDLER: &str = "What the handler does";
const FAULTS: &str = "Faults";
const HOW: &str = "How this model behaves";

pub const MEMORY: Key<i64> = whole("MemorySize")
    .within(128, 10_240)
    .initially(128)
    .unit("MB")
    .help("Memory, and with it the share of a processor: 1,769 MB is one. Here it sets price and cold start, and with CpuBoundPercent how long the work takes.")
    .source("LAM 4.1");
pub const TIMEOUT: Key<Seconds> = seconds("Timeout")
    .within(1, 900)
    .initially(3)
    .help("An invocation that takes longer is killed: a function error, billed for the full timeout.")
    .source("LAM 4.1, LAM-10");
pub const STORAGE: Key<i64> = whole("EphemeralStorage")
    .within(512, 10_240)
    .initially(512)
    .unit("MB")
    .help("The size of /tmp. It has no effect on a run.")
    .source("LAM 4.1");
pub const ARCHITECTURE: Key<Words> = choice("Architectures", &["x86_64", "arm64"])
    .help("The processor. Here it sets the price.")
    .source("LAM 4.1, LAM 4.9");
pub const RUNTIME: Key<Words> =
    choice("Runtime", &["nodejs22.x", "python3.13", "java21", "dotnet8", "ruby3.4", "provided.al2023"])
        .help("The runtime sets how long a cold start takes. provided.al2023 counts as Go; Rust is nearer 60 ms.")
        .source("LAM 4.1, LAM-20");
pub const PACKAGE: Key<Words> = choice("PackageType", &["Zip", "Image"])
    .help("A container image adds 150 ms to a cold start.")
    .source("LAM 4.1, LAM-20");
pub const SNAP_START: Key<Words> = choice("SnapStart", &["None", "PublishedVersions"])
    .help("Starts Java functions from a snapshot: 350 ms instead of 1,200. Other runtimes are not changed here.")
    .source("LAM 4.1, LAM-20");
pub const IN_VPC: Key<bool> =
    flag("VpcConfig", false).help("Attached to a VPC: 10 ms more for a cold start.").source("LAM-20");

pub const RESERVED: Key<Option<i64>> = opt_whole("ReservedConcurrentExecutions")
    .within(0, 1_000_000)
    .help("So many run at once: guaranteed, and no more. 0 switches the function off.")
    .source("LAM 4.1, LAM-4")
    .under(SCALING);
pub const PROVISIONED: Key<Option<i64>> = opt_whole("ProvisionedConcurrentExecutions")
    .within(1, 1_000_000)
    .help("So many environments are kept ready, without cold starts; what is above them runs on demand.")
    .source("LAM 4.1, LAM-7")
    .under(SCALING);
pub const ACCOUNT: Key<i64> = whole("AccountConcurrency")
    .within(10, 1_000_000)
    .initially(1_000)
    .help("The account's limit of concurrent executions, shared by all functions of the design. Set at several, the smallest counts; set at none, it is 1,000.")
    .source("LAM-3")
    .under(SCALING);

pub const RETRIES: Key<i64> = whole("MaximumRetryAttempts")
    .within(0, 2)
    .initially(2)
    .help("How often an event is tried again after a function error: after 1 minute, then after 2.")
    .source("LAM 4.1, LAM-14")
    .under(EVENTS);
pub const EVENT_AGE: Key<Seconds> = seconds("MaximumEventAgeInSeconds")
    .within(60, 21_600)
    .initially(21_600)
    .help("An event that grew older before it could run is given up.")
    .source("LAM 4.1, LAM-14")
    .under(EVENTS);
pub const EVENT_TWICE: Key<f64> = real("AsyncDuplicatePercent")
    .between(0.0, 100.0)
    .unit("%")
    .help("How often an event runs twice although the first run succeeded: the queue is at-least-once.")
    .source("LAM-18, a choice of this model")
    .assumed()
    .under(EVENTS);

pub const RECURSIVE_LOOP: Key<Words> = choice("RecursiveLoop", &["Terminate", "Allow"])
    .help("Terminate: a chain of requests that has run this function 16 times through queues, topics and functions does not run it again. Allow: nothing stops a loop.")
    .source("LAM-19");

pub const ALIAS: Key<Words> = text("Alias")
    .help("The alias by which callers name the function whose wire has no Qualifier. Empty: $LATEST, or live while there is an additional version.")
    .source("LAM 4.10")
    .under(VERSIONS);
pub const ALIASES: Key<Words> = text("Aliases")
    .lines(4_096, Language::Json)
    .help("Further aliases, which wires choose by their Qualifier, as CloudFormation has them: a list of objects with Name and FunctionVersion (1 is the present version, 2 the additional one), and in RoutingConfig, under AdditionalVersionWeights, the share from 0 to 1 of the other version as FunctionWeight.")
    .source("LAM 4.8, LAM 4.10")
    .under(VERSIONS);
pub const ADDITIONAL_WEIGHT: Key<f64> = real("AdditionalVersionWeight")
    .between(0.0, 100.0)
    .unit("%")
    .help("The alias sends so many of its invocations to an additional version, which has environments of its own. AWS writes it as a share from 0 to 1 in AdditionalVersionWeights. Provisioned concurrency stays with the present version.")
    .source("LAM 4.8, LAM 4.10")
    .under(VERSIONS);
pub const ADDITIONAL_ERRORS: Key<Option<f64>> = opt_real("AdditionalVersionErrorPercent")
    .between(0.0, 100.0)
    .unit("%")
    .help("How many records make the additional version throw. Unset: as many as the present version, by ErrorPercent.")
    .source("a choice of this model")
    .under(VERSIONS);
pub const ADDITIONAL_WORK: Key<f64> = real("AdditionalVersionWorkFactor")
    .between(0.0, 1_000.0)
    .initially(1)
    .help("The additional version's own work takes so many times as long as the present version's.")
    .source("a choice of this model")
    .assumed()
    .under(VERSIONS);

pub const WORK_P50: Key<Millis> = millis("WorkMedian")
    .between(0.0, 900_000.0)
    .initially(50)
    .help("The handler's own work: half of all times are below this.")
    .source("a choice of this model")
    .assumed()
    .under(HANDLER);
pub const WORK_P99: Key<Millis> = millis("WorkP99")
    .between(0.0, 900_000.0)
    .initially(150)
    .help("99 of 100 times are below this. Equal to the median: every time is the same.")
    .source("a choice of this model")
    .assumed()
    .under(HANDLER);
pub const CPU_BOUND: Key<f64> = real("CpuBoundPercent")
    .between(0.0, 100.0)
    .unit("%")
    .help("So much of the own work is computing, for which a function with less than 1,769 MB has only a part of a processor: that part takes longer. 0: memory does not change how long the work takes.")
    .source("LAM 4.1: the processor is proportional to memory, 1,769 MB is one; the share is a choice of this model")
    .assumed()
    .under(HANDLER);
pub const WORK_PER: Key<Words> = choice("WorkPer", &["record", "batch"])
    .help("Whether each record of a batch takes this time, one after the other, or the whole batch does.")
    .source("a choice of this model")
    .assumed()
    .under(HANDLER);
pub const PARSES: Key<bool> = flag("ParsesJson", false)
    .help("The handler parses the body as JSON: a body that is not JSON makes it throw.")
    .source("a choice of this model")
    .assumed()
    .under(HANDLER);
pub const INVALID: Key<f64> = real("InvalidPercent")
    .between(0.0, 100.0)
    .unit("%")
    .help("How many requests the handler finds invalid. It makes no call and answers InvalidStatus; a message counts as done.")
    .source("a choice of this model")
    .assumed()
    .under(HANDLER);
pub const INVALID_STATUS: Key<i64> = whole("InvalidStatus")
    .within(200, 599)
    .initially(400)
    .help("What it answers to an invalid request.")
    .source("a choice of this model")
    .assumed()
    .under(HANDLER);
pub const SUCCESS_STATUS: Key<i64> = whole("SuccessStatus")
    .within(200, 599)
    .initially(200)
    .help("What it answers when all is well.")
    .source("a choice of this model")
    .assumed()
    .under(HANDLER);
pub const REJECTED_STATUS: Key<i64> = whole("RejectedStatus")
    .within(200, 599)
    .initially(409)
    .help("What it answers when a condition failed and the wire says “reject”.")
    .source("a choice of this model")
    .assumed()
    .under(HANDLER);
pub const RESPONSE: Key<Words> = text("ResponseBody")
    .lines(4_096, Language::Derived)
    .help("The body of its answer; {{body.orderId}} is a field of the request. Empty: no body.")
    .source("a choice of this model")
    .under(HANDLER);

pub const ERROR_PERCENT: Key<f64> = real("ErrorPercent")
    .between(0.0, 100.0)
    .unit("%")
    .help("How many records make the handler throw after its own work.")
    .source("a choice of this model")
    .assumed()
    .under(FAULTS);
pub const SLOW: Key<f64> = real("SlowFactor")
    .between(0.0, 1_000.0)
    .initially(1)
    .help("The handler's own work takes so many times as long.")
    .source("a choice of this model")
    .assumed()
    .under(FAULTS);
pub const MAPPINGS: Key<bool> = flag("EventSourceMappingsEnabled", true)
    .help("Off: none of its event source mappings polls, whatever their own Enabled says. What runs ends.")
    .source("LAM 4.5")
    .under(FAULTS);

pub const COLD_START: Key<Option<Millis>> = opt_millis("ColdStart")
    .between(0.0, 120_000.0)
    .help("How long a new environment takes to initialise. Unset: by runtime, package and memory.")
    .source("LAM-20")
    .under(HOW);
pub const IDLE: Key<Seconds> = seconds("EnvironmentIdleSeconds")
    .within(1, 7_200)
    .initially(360)
    .help("An environment that was idle for so long is reclaimed.")
    .source("LAM-9; AWS publishes no number")
    .assumed()
    .under(HOW);
pub const OVERHEAD_P50: Key<Millis> = millis("OverheadMedian")
    .between(0.0, 10_000.0)
    .initially(5)
    .help("What the service adds to a synchronous answer: half of all times are below this.")
    .source("part A, 0.4")
    .assumed()
    .under(HOW);
pub const OVERHEAD_P99: Key<Millis> = millis("OverheadP99")
    .between(0.0, 10_000.0)
    .initially(20)
    .help("99 of 100 times are below this.")
    .source("part A, 0.4")
    .assumed()
    .under(HOW);
