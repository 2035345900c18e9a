using Bots.Sessions.Conformance;
using Bots.Sessions.Tests.Json;
using Bots.Sessions.Tests.Memory;
using Bots.Sessions.Tests.Sqlite;

namespace Bots.Sessions.Tests.Memories;

/// <summary>What the store of SqliteStoreFixture promises about memories.</summary>
public static class SqliteMemoriesConformance
{
    public sealed class Memories : MemoriesContract<SqliteStoreFixture>;

    public sealed class MemorySearch : MemorySearchContract<SqliteStoreFixture>;

    public sealed class MemorySource : MemorySourceContract<SqliteStoreFixture>;

    public sealed class MemoryRestart : MemoryRestartContract<SqliteStoreFixture>;

    public sealed class MemoryErasure : MemoryErasureContract<SqliteStoreFixture>;
}

/// <summary>What the store of JsonStoreFixture promises about memories.</summary>
public static class JsonMemoriesConformance
{
    public sealed class Memories : MemoriesContract<JsonStoreFixture>;

    public sealed class MemorySearch : MemorySearchContract<JsonStoreFixture>;

    public sealed class MemorySource : MemorySourceContract<JsonStoreFixture>;

    public sealed class MemoryRestart : MemoryRestartContract<JsonStoreFixture>;

    public sealed class MemoryErasure : MemoryErasureContract<JsonStoreFixture>;
}

/// <summary>What the store of HierarchicalStoreFixture promises about memories.</summary>
public static class HierarchicalMemoriesConformance
{
    public sealed class Memories : MemoriesContract<HierarchicalStoreFixture>;

    public sealed class MemorySearch : MemorySearchContract<HierarchicalStoreFixture>;

    public sealed class MemorySource : MemorySourceContract<HierarchicalStoreFixture>;

    public sealed class MemoryRestart : MemoryRestartContract<HierarchicalStoreFixture>;

    public sealed class MemoryErasure : MemoryErasureContract<HierarchicalStoreFixture>;
}

/// <summary>What the store of MemoryStoreFixture promises about memories.</summary>
public static class InMemoryMemoriesConformance
{
    public sealed class Memories : MemoriesContract<MemoryStoreFixture>;

    public sealed class MemorySearch : MemorySearchContract<MemoryStoreFixture>;

    public sealed class MemorySource : MemorySourceContract<MemoryStoreFixture>;

    public sealed class MemoryErasure : MemoryErasureContract<MemoryStoreFixture>;
}
