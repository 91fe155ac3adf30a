// Stapje on Azure Container Apps, with a PostgreSQL that is there already. Azure does TLS.
//   az deployment group create --resource-group RG --template-file container-app.bicep \
//     --parameters image=REGISTRY/stapje:1.0.0 appId=… tenantId=… appSecret=… database=postgres://…
// The output `endpoint` is what the bot (bot.bicep) gets. One replica is enough for tens of thousands
// of people; with PostgreSQL there may be more.
// Without a secret: `credential=managed-identity` (the bot is the identity; `appId` is its client id)
// or `credential=federated-identity` (the application `appId` trusts it), both with
// `identity=RESOURCE-ID identityClientId=CLIENT-ID` of identity.bicep and without `appSecret`.

param name string = 'stapje'
param location string = resourceGroup().location

@description('The container image, with its registry and tag.')
param image string

@description('The host of that registry, where it wants a login: `identity` then has the role AcrPull there.')
param registry string = ''

param appId string
param tenantId string = tenant().tenantId

@description('How the bot proves that it is itself.')
@allowed([ 'secret', 'managed-identity', 'federated-identity' ])
param credential string = 'secret'

@secure()
@description('The client secret of the application, for `secret`.')
param appSecret string = ''

@description('The resource id of a managed identity, for the other two and for `registry`.')
param identity string = ''

@description('The client id of that identity.')
param identityClientId string = ''

@secure()
@description('postgres://USER:PASSWORD@HOST/NAME?sslmode=verify-full')
param database string

var proofs = {
  secret: {
    name: 'STAPJE_APP_SECRET'
    secretRef: 'app-secret'
  }
  'managed-identity': {
    name: 'STAPJE_MANAGED_IDENTITY'
    value: 'true'
  }
  'federated-identity': {
    name: 'STAPJE_FEDERATED_IDENTITY'
    value: identityClientId
  }
}
var appSecrets = [
  {
    name: 'app-secret'
    value: appSecret
  }
]
var databaseSecrets = [
  {
    name: 'database'
    value: database
  }
]

resource logs 'Microsoft.OperationalInsights/workspaces@2022-10-01' = {
  name: '${name}-logs'
  location: location
  properties: {
    sku: {
      name: 'PerGB2018'
    }
    retentionInDays: 30
  }
}

resource environment 'Microsoft.App/managedEnvironments@2023-05-01' = {
  name: '${name}-environment'
  location: location
  properties: {
    appLogsConfiguration: {
      destination: 'log-analytics'
      logAnalyticsConfiguration: {
        customerId: logs.properties.customerId
        sharedKey: logs.listKeys().primarySharedKey
      }
    }
  }
}

resource app 'Microsoft.App/containerApps@2023-05-01' = {
  name: name
  location: location
  identity: empty(identity) ? null : {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identity}': {}
    }
  }
  properties: {
    managedEnvironmentId: environment.id
    configuration: {
      ingress: {
        external: true
        targetPort: 8080
        allowInsecure: false
      }
      registries: empty(registry) ? [] : [
        {
          server: registry
          identity: identity
        }
      ]
      secrets: credential == 'secret' ? concat(appSecrets, databaseSecrets) : databaseSecrets
    }
    template: {
      containers: [
        {
          name: 'stapje'
          image: image
          resources: {
            cpu: json('0.5')
            memory: '1Gi'
          }
          env: [
            {
              name: 'STAPJE_BIND'
              value: '0.0.0.0:8080'
            }
            {
              name: 'STAPJE_APP_ID'
              value: appId
            }
            {
              name: 'STAPJE_HOME_TENANT'
              value: tenantId
            }
            {
              name: 'STAPJE_TENANTS'
              value: tenantId
            }
            proofs[credential]
            {
              name: 'STAPJE_DATABASE'
              secretRef: 'database'
            }
          ]
          probes: [
            {
              type: 'Liveness'
              httpGet: {
                path: '/live'
                port: 8080
              }
            }
            {
              type: 'Readiness'
              httpGet: {
                path: '/ready'
                port: 8080
              }
            }
          ]
        }
      ]
      // Nudges are planned by the process itself: it must not sleep when nobody writes.
      scale: {
        minReplicas: 1
        maxReplicas: 1
      }
    }
  }
}

output endpoint string = 'https://${app.properties.configuration.ingress.fqdn}/api/messages'
