# docker build -t bots .
# docker run -p 127.0.0.1:8080:8080 -v bots:/data --stop-timeout 45 bots
# Settings are environment variables (-e Bots__telegram__Token=...), or a file of your own: -v ./appsettings.json:/app/appsettings.json:ro
# To serve under a name of your own, allow it: -e AllowedHosts=chat.example.org

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY . .
RUN --mount=type=cache,target=/root/.nuget/packages \
    dotnet publish src/BotHost --configuration Release --output /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
RUN mkdir /data && chown $APP_UID /data
COPY --from=build /app /app

# Paths in the settings are relative to the working directory: "data/sessions.db" is /data/sessions.db.
WORKDIR /
VOLUME /data
ENV ASPNETCORE_HTTP_PORTS=8080
EXPOSE 8080
USER $APP_UID

HEALTHCHECK --interval=30s --timeout=10s --start-period=10s CMD ["dotnet", "/app/Bots.BotHost.dll", "healthcheck"]
ENTRYPOINT ["dotnet", "/app/Bots.BotHost.dll"]
